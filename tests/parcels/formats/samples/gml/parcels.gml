<?xml version="1.0" encoding="utf-8" ?>
<ogr:FeatureCollection
     gml:id="aFeatureCollection"
     xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
     xsi:schemaLocation="http://ogr.maptools.org/ parcels.xsd"
     xmlns:ogr="http://ogr.maptools.org/"
     xmlns:gml="http://www.opengis.net/gml/3.2">
  <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::4548"><gml:lowerCorner>2583500 467100</gml:lowerCorner><gml:upperCorner>2583600 467550</gml:upperCorner></gml:Envelope></gml:boundedBy>
                                                                                                                                                        
  <ogr:featureMember>
    <ogr:parcels gml:id="parcels.0">
      <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::4548"><gml:lowerCorner>2583500 467100</gml:lowerCorner><gml:upperCorner>2583600 467200</gml:upperCorner></gml:Envelope></gml:boundedBy>
      <ogr:geometryProperty><gml:MultiSurface srsName="urn:ogc:def:crs:EPSG::4548" gml:id="parcels.geom.0"><gml:surfaceMember><gml:Polygon gml:id="parcels.geom.0.0"><gml:exterior><gml:LinearRing><gml:posList>2583500 467100 2583600 467100 2583600 467200 2583500 467200 2583500 467100</gml:posList></gml:LinearRing></gml:exterior><gml:interior><gml:LinearRing><gml:posList>2583560 467160 2583560 467140 2583540 467140 2583540 467160 2583560 467160</gml:posList></gml:LinearRing></gml:interior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></ogr:geometryProperty>
      <ogr:DKBH>DK-01</ogr:DKBH>
      <ogr:DKMC>甲地块</ogr:DKMC>
      <ogr:DKMJ>9600</ogr:DKMJ>
    </ogr:parcels>
  </ogr:featureMember>
  <ogr:featureMember>
    <ogr:parcels gml:id="parcels.1">
      <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::4548"><gml:lowerCorner>2583500 467200</gml:lowerCorner><gml:upperCorner>2583600 467300</gml:upperCorner></gml:Envelope></gml:boundedBy>
      <ogr:geometryProperty><gml:MultiSurface srsName="urn:ogc:def:crs:EPSG::4548" gml:id="parcels.geom.1"><gml:surfaceMember><gml:Polygon gml:id="parcels.geom.1.0"><gml:exterior><gml:LinearRing><gml:posList>2583500 467300 2583600 467300 2583600 467200 2583500 467200 2583500 467300</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></ogr:geometryProperty>
      <ogr:DKBH>DK-02</ogr:DKBH>
      <ogr:DKMC>乙地块</ogr:DKMC>
      <ogr:DKMJ>10000</ogr:DKMJ>
    </ogr:parcels>
  </ogr:featureMember>
  <ogr:featureMember>
    <ogr:parcels gml:id="parcels.2">
      <gml:boundedBy><gml:Envelope srsName="urn:ogc:def:crs:EPSG::4548"><gml:lowerCorner>2583500 467400</gml:lowerCorner><gml:upperCorner>2583600 467550</gml:upperCorner></gml:Envelope></gml:boundedBy>
      <ogr:geometryProperty><gml:MultiSurface srsName="urn:ogc:def:crs:EPSG::4548" gml:id="parcels.geom.2"><gml:surfaceMember><gml:Polygon gml:id="parcels.geom.2.0"><gml:exterior><gml:LinearRing><gml:posList>2583500 467450 2583600 467450 2583600 467400 2583500 467400 2583500 467450</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember><gml:surfaceMember><gml:Polygon gml:id="parcels.geom.2.1"><gml:exterior><gml:LinearRing><gml:posList>2583500 467550 2583600 467550 2583600 467500 2583500 467500 2583500 467550</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></ogr:geometryProperty>
      <ogr:DKBH>DK-03</ogr:DKBH>
      <ogr:DKMC>丙地块</ogr:DKMC>
      <ogr:DKMJ>10000</ogr:DKMJ>
    </ogr:parcels>
  </ogr:featureMember>
</ogr:FeatureCollection>
